"""Commands that fill the library and keep it well."""
