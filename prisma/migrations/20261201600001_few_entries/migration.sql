-- An account asked for what happened to it lately has a few entries, not the thousand that a function is taken to return:
-- for a thousand, all transfers were read to find those of one account.
ALTER FUNCTION account_entries(text, bigint, bigint) ROWS 20;
