"""Values, labels, money, ports and errors that every room shares; nothing here does input or output."""
