"""HTTP: conditions, cursors, problems in the words of the web, waiting and logs; nothing here knows a video."""
