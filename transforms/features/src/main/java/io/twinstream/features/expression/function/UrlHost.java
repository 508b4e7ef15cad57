package io.twinstream.features.expression.function;

/** Finds the host of a URL. It never fails: hostile text has no host. */
final class UrlHost {
  private static final int MAX_LENGTH = 253; // of a name in the DNS

  private UrlHost() {}

  /** Returns the host in lower case without {@code www.}; null if there is none. */
  static String of(String url) {
    int start = url.indexOf("://") + 3;
    if (start < 3 || !isScheme(url, start - 3)) {
      start = url.startsWith("//") ? 2 : 0;
    }
    int end = start;
    while (end < url.length() && "/?#\\".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    String authority = url.substring(start, end);
    String host = authority.substring(authority.lastIndexOf('@') + 1);
    boolean v6 = host.startsWith("[");
    int colon = host.indexOf(':', v6 ? host.indexOf(']') + 1 : 0);
    if (colon >= 0) {
      if (!isPort(host, colon + 1)) {
        return null;
      }
      host = host.substring(0, colon);
    }
    return v6 ? (host.endsWith("]") && isHost(host, ":[]") ? Ascii.lower(host) : null) : name(host);
  }

  private static String name(String host) {
    String name = Ascii.lower(host.endsWith(".") ? host.substring(0, host.length() - 1) : host);
    String bare = name.startsWith("www.") && name.length() > 4 ? name.substring(4) : name;
    return isHost(bare, "") ? bare : null;
  }

  private static boolean isScheme(String url, int end) {
    boolean valid = end > 0;
    for (int i = 0; i < end; i++) {
      char c = url.charAt(i);
      valid &= isLetterOrDigit(c) || c == '+' || c == '-' || c == '.';
    }
    return valid;
  }

  private static boolean isPort(String host, int start) {
    for (int i = start; i < host.length(); i++) {
      if (host.charAt(i) < '0' || host.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  /** Letters beyond ASCII are allowed: they are those of internationalized names. */
  private static boolean isHost(String host, String more) {
    boolean valid = !host.isEmpty() && host.length() <= MAX_LENGTH && host.charAt(0) != '.';
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      valid &=
          isLetterOrDigit(c)
              || c == '.'
              || c == '-'
              || c == '_'
              || c > 0xA0
              || more.indexOf(c) >= 0;
    }
    return valid;
  }

  private static boolean isLetterOrDigit(char c) {
    return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
  }
}
