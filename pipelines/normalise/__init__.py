"""One form for dates, people, languages, text and addresses."""
