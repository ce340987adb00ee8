"""What a page says: body, title, dates, people, and which method won each field."""
