"""Pictures by themselves: photo, and layouts held against one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tallyproof import screen
from tallyproof.cli.common import JsonOption, LanguageOption, app, check_language, print_json
from tallyproof.errors import InputError


@app.command()
def photo(
    images: Annotated[list[Path], typer.Argument(metavar="IMAGE…", help="Photographs, scans or PDFs.")],
    election: Annotated[
        Path | None, typer.Option("--election", metavar="DIR", help="Look for the forms of this election too.")
    ] = None,
    language: LanguageOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Say of each picture whether it is good enough to be read, and what to do if not. Exits with 1 for another photo.

    Example: tallyproof photo IMG_0001.HEIC --election my-election --language es
    """
    from tallyproof.election import load_definition
    from tallyproof.read.photo import judge, judge_form, photo_sandbox, unlooked
    from tallyproof.read.worker import reading_sandbox
    from tallyproof.steps.layouts import layouts_of

    check_language(language)
    if election is None:
        with photo_sandbox() as sandbox:
            pages = [page for image in images for page in judge(sandbox, image)]
        screen.say(unlooked(language))
    else:
        layouts = layouts_of(load_definition(election))
        with reading_sandbox() as sandbox:
            pages = [page for image in images for page in judge_form(sandbox, image, layouts)]
    if as_json:
        print_json([page.as_json(language) for page in pages])
    else:
        print("\n".join(page.as_text(language) for page in pages))
    if not all(page.is_good for page in pages):
        raise typer.Exit(InputError.exit_code if any(page.refused for page in pages) else 1)


layout_app = typer.Typer(help="Write layout files for forms.", no_args_is_help=True)
app.add_typer(layout_app, name="layout")


@layout_app.command("check")
def layout_check(
    image: Annotated[Path, typer.Argument(metavar="IMAGE", help="A scan or photograph of the form.")],
    layout: Annotated[Path, typer.Argument(metavar="LAYOUT", help="A layout file.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="PNG", help="Default: IMAGE's name with -layout.png, here.")
    ] = None,
    page: Annotated[int, typer.Option("--page", min=1, help="Which page of a PDF or TIFF.")] = 1,
    as_json: JsonOption = False,
) -> None:
    """Say what of a layout is found on a picture, and draw it. Exits with 1 when something is missing.

    Example: tallyproof layout check scan.jpg layouts/form.toml --out seen.png
    """
    from tallyproof.read.drawing import as_png, drawn
    from tallyproof.read.layout_check import check_layout

    raster, check = check_layout(image, layout, page=page)
    target = out or Path(f"{image.stem}-layout.png")
    target.write_bytes(as_png(drawn(raster, check)))
    if as_json:
        print_json({**check.as_json(), "picture": str(target)})
    else:
        print("\n".join((*check.sentences, f"picture: {target}")))
    if not check.is_whole:
        raise typer.Exit(1)
