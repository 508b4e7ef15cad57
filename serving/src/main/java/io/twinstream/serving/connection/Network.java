package io.twinstream.serving.connection;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** The network that one caller controls: an IPv4 address, or the /64 prefix of an IPv6 address. */
public final class Network {
  private static final int PREFIX_BYTES = 8;

  private Network() {}

  /** The network of an address. */
  public static String of(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return address.getHostAddress();
    }
    try {
      byte[] bytes = address.getAddress();
      Arrays.fill(bytes, PREFIX_BYTES, bytes.length, (byte) 0);
      return InetAddress.getByAddress(bytes).getHostAddress() + "/64";
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an IPv6 address has 16 bytes", e);
    }
  }

  /** The network of an address as a proxy writes it; the text itself if it is not an address. */
  public static String of(String text) {
    InetAddress address = NetUtil.createInetAddressFromIpAddressString(text);
    return address == null ? text : of(address);
  }
}
