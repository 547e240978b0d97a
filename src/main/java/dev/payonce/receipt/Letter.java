package dev.payonce.receipt;

/** One letter to one addressee, in plain text. */
record Letter(String to, String subject, String text) {}
