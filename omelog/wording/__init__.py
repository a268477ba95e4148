"""What a page shows, as plain display structures: everything decided and worded, so that templates only lay out."""

from omelog.wording.bundle import BundlePage, bundle_page
from omelog.wording.overview import Overview, overview
from omelog.wording.pair import pair_pages
from omelog.wording.paths import page_paths
from omelog.wording.text import headline, prose, show

__all__ = ["BundlePage", "Overview", "bundle_page", "headline", "overview", "page_paths", "pair_pages", "prose", "show"]
