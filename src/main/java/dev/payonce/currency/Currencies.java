package dev.payonce.currency;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

/**
 * The currencies that this API knows, and how many decimal places each has. The table is the project's own: neither a
 * JDK nor a locale decides whether a request is valid or what an amount looks like.
 *
 * <p>Funds, metals and codes for tests ({@code CLF}, {@code XAU}, {@code XDR}, {@code XTS}, {@code XXX}) are not in it:
 * nobody is paid in them.
 */
public final class Currencies {

    /**
     * What a new order may be in, by the number of decimal places. Source: ISO 4217, list one ("current currency and
     * funds"), as published on 2026-01-01, which includes amendment 180. Its entries without decimal places (N.A.), its
     * funds, and the unit of account UYW are left out.
     */
    private static final Map<String, Integer> ACCEPTED = table("""
            0 BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF
            2 AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD
            2 CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD
            2 GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL
            2 MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN
            2 PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP
            2 SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
            3 BHD IQD JOD KWD LYD OMR TND
            """);

    /**
     * What the books may still hold. A currency that leaves list one moves here and is never removed. Source: ISO 4217,
     * list three ("historic denominations"), as published on 2026-01-01, as far as the decimal places, which that list
     * does not name, are known from the tables of JDK 25.
     */
    private static final Map<String, Integer> WITHDRAWN = table("""
            0 ADP BEF BYB BYR ESP GRD ITL LUF MGF PTE ROL TPE TRL
            2 AFA ANG ATS AYM AZM BGL BGN CSD CUC CYP DEM EEK FIM FRF GHC GWP HRK IEP LTL LVL MRO MTL
            2 MZM NLG RUR SDD SIT SKK SLL SRG STD TMM VEB VEF YUM ZMK ZWD ZWL ZWN ZWR
            """);

    private Currencies() {}

    /** Whether a new order may be in this currency. */
    public static boolean isAccepted(String code) {
        return ACCEPTED.containsKey(code);
    }

    /** Whether it is a currency in use, or one that was: whatever was once accepted stays known. */
    public static boolean isKnown(String code) {
        return isAccepted(code) || WITHDRAWN.containsKey(code);
    }

    /**
     * An amount as people read it: 2400 minor units are {@code 24.00 EUR}, {@code 2400 JPY} and {@code 2.400 KWD}. Of a
     * currency that is not known, as a newer release may have stored it, nobody can say where the point belongs.
     */
    public static String show(long amount, String code) {
        Integer places = ACCEPTED.getOrDefault(code, WITHDRAWN.get(code));
        return places == null
                ? amount + " " + code + " (in minor units)"
                : BigDecimal.valueOf(amount, places).toPlainString() + " " + code;
    }

    /** Each line is a number of decimal places and the currencies that have it. */
    private static Map<String, Integer> table(String lines) {
        var places = new HashMap<String, Integer>();
        lines.lines().map(line -> line.split(" ")).forEach(line -> {
            for (int i = 1; i < line.length; i++) {
                places.put(line[i], Integer.valueOf(line[0]));
            }
        });
        return Map.copyOf(places);
    }
}
