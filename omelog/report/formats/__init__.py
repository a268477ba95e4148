"""One file a format; `omelog.report` says what each offers and finds them."""
