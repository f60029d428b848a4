"""What the literature side knows as data: tables, each row with its source; `tables` reads them, here and elsewhere."""
