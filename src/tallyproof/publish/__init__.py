"""From values to a static site: pages, open data and the log's files, and the swap that puts it in place."""

from tallyproof.publish.logfolder import add_log
from tallyproof.publish.site import build_site
from tallyproof.publish.swap import fresh_folder, swap_in

__all__ = ["add_log", "build_site", "fresh_folder", "swap_in"]
