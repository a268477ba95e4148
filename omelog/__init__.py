"""omelog: why a certificate upload to Dell OpenManage Enterprise failed, read from its console log bundle."""

__version__ = "0.1.0"
