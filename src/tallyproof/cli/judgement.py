"""Judging what is held: compare."""

from __future__ import annotations

from tallyproof import screen
from tallyproof.cli.common import ElectionArgument, JsonOption, LanguageOption, app, check_language, print_json


@app.command()
def compare(
    election: ElectionArgument,
    language: LanguageOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Test the announcements in announcements/*.toml against what is held.

    Example: tallyproof compare my-election --language es
    """
    from tallyproof import pipeline
    from tallyproof.compare import as_text
    from tallyproof.steps.station_comparing import release_line

    check_language(language)
    with pipeline.opened(election) as opened:
        results = opened.results()
        comparisons = opened.comparisons(results)
    if not comparisons:
        screen.say(f"No announcement to compare: put one in {election / 'announcements'} (see docs/election-toml.md).")
    if as_json:
        print_json([one.as_json() for one in comparisons])
    elif comparisons:
        texts = (as_text(one, language) for one in comparisons)
        print("\n\n".join([release_line(results, language), *texts]))
