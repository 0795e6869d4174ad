"""HTTP: conditions, cursors, problems in the words of the web, waiting, sharing, logs; nothing here knows a video."""
