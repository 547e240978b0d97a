package dev.payonce.json;

/**
 * A number that is kept as it was written, digit by digit: {@code 1.10} stays {@code 1.10}, and no digit of {@code
 * 12345678901234567890} is lost. Two are equal if they are written alike.
 */
final class NumberAsSent extends Number {

    private static final long serialVersionUID = 1L;

    private final String digits;

    /** @param digits a JSON number */
    NumberAsSent(String digits) {
        this.digits = digits;
    }

    @Override
    public int intValue() {
        return (int) doubleValue();
    }

    @Override
    public long longValue() {
        return (long) doubleValue();
    }

    @Override
    public float floatValue() {
        return Float.parseFloat(digits);
    }

    @Override
    public double doubleValue() {
        return Double.parseDouble(digits);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NumberAsSent that && digits.equals(that.digits);
    }

    @Override
    public int hashCode() {
        return digits.hashCode();
    }

    /** As it was written; Jackson writes a number that it does not know like this. */
    @Override
    public String toString() {
        return digits;
    }
}
