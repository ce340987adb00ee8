"""One Scrapy add-on wires everything; whatever a user sets stays as the user set it."""

from __future__ import annotations

from typing import Any

from scrapy.settings import BaseSettings, Settings
from scrapy.utils.misc import load_object

from crawler.network import decoding
from pipelines.version import CODE_VERSION

_DEFAULTS: dict[str, Any] = {
    "ITEM_PROCESSOR": "crawler.item_processor.ArchiveOrderProcessor",
    "LOG_FORMATTER": "crawler.log_format.QuietFormatter",
    # Politeness: every host is asked slowly unless its source says otherwise.
    "ROBOTSTXT_OBEY": False,  # crawler.network.middleware obeys it, by RFC 9309
    "DOWNLOAD_DELAY": 1.0,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 2,
    "CONCURRENT_REQUESTS": 32,
    "DOWNLOAD_TIMEOUT": 60,
    "RETRY_TIMES": 2,
    "REDIRECT_MAX_TIMES": 5,
    # Scrapy starts this many tasks for each response; our callbacks yield few requests and no items.
    "CONCURRENT_ITEMS": 4,
    # Hardening (docs/security.md).
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    "DOWNLOAD_MAXSIZE": 16 << 20,
    "DOWNLOAD_WARNSIZE": 0,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "COOKIES_ENABLED": False,
    # Behind a proxy from the environment the address guard would see only the proxy.
    "HTTPPROXY_ENABLED": False,
    "REFERRER_POLICY": "same-origin",
    "URLLENGTH_LIMIT": 8192,
    # Every answer reaches the callback, which decides what it leads to; the archive has it already.
    "HTTPERROR_ALLOW_ALL": True,
}
_HANDLERS = {
    "http": "crawler.network.handler.RecordingHandler",
    "https": "crawler.network.handler.RecordingHandler",
    "file": None,
    "data": None,
    "ftp": None,
    "s3": None,
}
_OFFLINE = "crawler.network.offline.OfflineHandler"
_PIPELINES = (
    ("pipelines.clean_pipeline.CleanPipeline", 300),
    ("pipelines.deduplicate_pipeline.DeduplicatePipeline", 500),
    ("pipelines.export_pipeline.ExportPipeline", 900),
)
_REMOTE_CONTROL = "scrapy.extensions.remote_control.RemoteControl"
_PROGRESS = "crawler.progress.Progress"
_POLITENESS = "crawler.network.middleware.PolitenessMiddleware"
_POLITENESS_PRIORITY = 100
"""Where Scrapy's own robots.txt middleware stands: before anything that could send a request."""
_RESOLVER = "crawler.network.guard.GuardedResolver"


class Wirecopy:
    """The add-on: `ADDONS = {"crawler.addon.Wirecopy": 100}`."""

    @classmethod
    def update_pre_crawler_settings(cls, settings: BaseSettings) -> None:
        """Set what Scrapy reads once per process: the resolver is silently ignored when it is set later."""
        settings.set("TWISTED_DNS_RESOLVER", _RESOLVER, "addon")

    def update_settings(self, settings: Settings) -> None:
        """Set our defaults at add-on priority, below the project's and the user's."""
        for name, value in _DEFAULTS.items():
            settings.set(name, value, "addon")
        contact = settings.get("WIRECOPY_CONTACT")
        settings.set("USER_AGENT", f"{CODE_VERSION} (+{contact})" if contact else CODE_VERSION, "addon")
        offline = bool(settings.get("WIRECOPY_OFFLINE"))
        if offline:
            settings.set("DOWNLOAD_DELAY", 0, "addon")
        for scheme, handler in _HANDLERS.items():
            settings["DOWNLOAD_HANDLERS"].setdefault(scheme, _OFFLINE if handler and offline else handler)
        settings.setdefault_in_component_priority_dict(
            "DOWNLOADER_MIDDLEWARES", load_object(_POLITENESS), _POLITENESS_PRIORITY
        )
        decoding.install(settings)
        settings.setdefault_in_component_priority_dict("EXTENSIONS", load_object(_PROGRESS), 0)
        if not settings.getbool("REMOTE_CONTROL_ENABLED"):
            # Off is not enough: Scrapy would load a web server to learn that it is not wanted.
            settings["EXTENSIONS_BASE"].pop(_REMOTE_CONTROL, None)
        for path, priority in _PIPELINES:
            settings.setdefault_in_component_priority_dict("ITEM_PIPELINES", load_object(path), priority)
