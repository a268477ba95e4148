"""What a page shows, as plain display structures: everything decided and worded, so that templates only lay out."""

from omelog.report.page.bundle import BundlePage, bundle_page
from omelog.report.page.overview import Overview, overview
from omelog.report.page.pair import pair_pages
from omelog.report.page.paths import page_paths
from omelog.report.page.text import headline, prose, show

__all__ = ["BundlePage", "Overview", "bundle_page", "headline", "overview", "page_paths", "pair_pages", "prose", "show"]
