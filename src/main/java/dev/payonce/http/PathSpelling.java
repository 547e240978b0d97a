package dev.payonce.http;

import java.util.Set;

/**
 * Whether a path is spelled in the one way that is taken here. Routers, filters and proxies read other spellings
 * differently: one strips {@code ;x} before it compares, the next does not, a third decodes once more. What is refused
 * before any of them looks cannot slip past the one that guards.
 */
final class PathSpelling {

    /** Pages whose links rely on the slash at their end: ours, and Quarkus' own. */
    private static final Set<String> DIRECTORIES = Set.of("/", "/q/swagger-ui/", "/q/dev-ui/");

    private PathSpelling() {}

    /**
     * Whether {@code path} is as it would be written by whoever knows it.
     *
     * @param path as it was sent, without the query; it begins with a slash, or no router would have let it come here
     */
    static boolean isPlain(String path) {
        int begin = 1;
        for (int at = 1; at < path.length(); at++) {
            char each = path.charAt(at);
            if (each == '/') {
                if (isEmptyOrDots(path, begin, at)) {
                    return false;
                }
                begin = at + 1;
            } else if (each == '%' ? !needsEncoding(path, at) : isRefused(each)) {
                return false;
            }
        }
        boolean ended =
                begin == path.length() ? DIRECTORIES.contains(path) : !isEmptyOrDots(path, begin, path.length());
        return ended && PercentEncoding.isUtf8(path);
    }

    private static boolean isEmptyOrDots(String path, int begin, int end) {
        return switch (end - begin) {
            case 0 -> true;
            case 1 -> path.charAt(begin) == '.';
            case 2 -> path.charAt(begin) == '.' && path.charAt(begin + 1) == '.';
            default -> false;
        };
    }

    /** What no path of a URI holds (RFC 3986), and the semicolon, which some readers cut. */
    private static boolean isRefused(char each) {
        return !isAlphanumeric(each) && "-._~!$&'()*+,=:@".indexOf(each) < 0;
    }

    /**
     * Whether the octet encoded at {@code at} can only be written so. Encoded letters, digits and dots are a second
     * spelling of themselves; encoded slashes, semicolons, percent signs and controls are one in disguise.
     */
    private static boolean needsEncoding(String path, int at) {
        int octet = PercentEncoding.octet(path, at);
        return octet >= 0x80
                || octet >= ' ' && octet < 0x7F && "-._~/\\;%".indexOf(octet) < 0 && !isAlphanumeric(octet);
    }

    private static boolean isAlphanumeric(int octet) {
        return octet >= '0' && octet <= '9' || octet >= 'A' && octet <= 'Z' || octet >= 'a' && octet <= 'z';
    }
}
