"""Forms, layer 4: HTML controls generated from the operations' declarations, shared by the page and the admin."""
