"""Questions to the database, by topic; they read and never write."""
