"""Settings of the Scrapy project; everything else is set by the add-on and may be overridden here or with -s."""

import os

BOT_NAME = "wirecopy"
SPIDER_MODULES = ["crawler.spiders"]
COMMANDS_MODULE = "crawler.commands"
ADDONS = {"crawler.addon.Wirecopy": 100}
# A crawl tells its progress and a summary by itself; -s LOG_LEVEL=INFO shows what Scrapy does.
LOG_LEVEL = "WARNING"
# The one setting that is taken from the environment: a trial is said in front of the command that is tried.
WIRECOPY_OFFLINE = os.environ.get("WIRECOPY_OFFLINE", "")
