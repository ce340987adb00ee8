"""What an outlet is: TOML files, their model, and the rules that were valid on a date."""
