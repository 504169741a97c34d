package factory.edge;

import com.google.common.net.InetAddresses;
import com.google.common.net.InternetDomainName;

/**
 * What browsers take for one site: hosts of one registrable domain, which share cookies. Source:
 * the Public Suffix List, as Guava carries it; a suffix that is not on it is one label, as the
 * list's own rule {@code *} has it.
 */
final class Site {
  private Site() {}

  /** The registrable domain of a host; an address or a public suffix is a site by itself. */
  static String of(String host) {
    var bare = host.replaceAll("^\\[|\\]$", "");
    if (InetAddresses.isInetAddress(bare) || !InternetDomainName.isValid(host)) {
      return host;
    }
    var name = InternetDomainName.from(host);
    if (name.hasPublicSuffix()) {
      return name.isPublicSuffix() ? name.toString() : name.topPrivateDomain().toString();
    }
    var labels = name.parts();
    return String.join(".", labels.subList(Math.max(0, labels.size() - 2), labels.size()));
  }
}
