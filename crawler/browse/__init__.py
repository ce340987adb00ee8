"""Looking at an archive in a browser: in pywb, or a package in ReplayWeb.page; both on loopback only."""
