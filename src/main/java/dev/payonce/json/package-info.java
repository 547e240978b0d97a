/**
 * How this API reads and writes JSON: strictly, so that a request means one thing or is refused, and the constraints
 * that its fields share.
 *
 * <p>A request is a record. An amount of money is a {@code long} or {@code Long} with {@link dev.payonce.json.Amount},
 * a currency a {@code String} with {@link dev.payonce.json.CurrencyCode}, a mail address one with {@link
 * dev.payonce.json.MailAddress}, any other text that counts for the
 * operation's identity a {@code String} with {@link dev.payonce.json.Name}, what is written for people one with {@link
 * dev.payonce.json.Text}, free data a map with {@link dev.payonce.json.Metadata}. All of them pass {@code null}; a field
 * that must be there is {@code @NotNull} too. Every text is in the spelling of {@link dev.payonce.json.Texts} before a
 * constraint sees it.
 */
package dev.payonce.json;
