"""The version of this code, written into every article and outcome."""

CODE_VERSION = "wirecopy/0.1.0"
