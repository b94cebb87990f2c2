// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import dev.upq.auth.RequireAuth;
import dev.upq.fault.PgConfigException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is demanded of the channel and of the server's proof of itself. Immutable. */
record Security(
    SslMode sslMode,
    SslNegotiation sslNegotiation,
    TlsFiles tlsFiles,
    boolean sslSni,
    TlsVersion minTls,
    TlsVersion maxTls,
    ChannelBindingMode channelBinding,
    Optional<String> requirePeer,
    RequireAuth requireAuth) {

  static Security of(Settings settings, Environment environment, List<String> warnings) {
    boolean system = settings.text(Setting.SSLROOTCERT).equals(Optional.of("system"));
    SslMode mode = settings.choice(Setting.SSLMODE, system ? SslMode.VERIFY_FULL : SslMode.PREFER);
    if (system && mode != SslMode.VERIFY_FULL) {
      throw new PgConfigException(
          "setting \"sslmode\": \""
              + mode.text()
              + "\" is too weak for sslrootcert=system; use \"verify-full\"");
    }
    SslNegotiation negotiation = settings.choice(Setting.SSLNEGOTIATION, SslNegotiation.POSTGRES);
    if (negotiation == SslNegotiation.DIRECT && mode.compareTo(SslMode.REQUIRE) < 0) {
      throw new PgConfigException(
          "setting \"sslmode\": \""
              + mode.text()
              + "\" is too weak for sslnegotiation=direct; use \"require\", \"verify-ca\" or"
              + " \"verify-full\"");
    }
    unsupported(settings);
    TlsVersion min = version(settings, Setting.SSL_MIN_PROTOCOL_VERSION, TlsVersion.TLS_1_2);
    TlsVersion max = version(settings, Setting.SSL_MAX_PROTOCOL_VERSION, TlsVersion.TLS_1_3);
    if (min.compareTo(max) > 0) {
      throw new PgConfigException(
          "setting \"ssl_min_protocol_version\" is above \"ssl_max_protocol_version\"");
    }
    return new Security(
        mode,
        negotiation,
        TlsFileSettings.of(settings, mode, environment, warnings),
        settings.flag(Setting.SSLSNI, true),
        min,
        max,
        settings.choice(Setting.CHANNEL_BINDING, ChannelBindingMode.PREFER),
        settings.text(Setting.REQUIREPEER),
        RequireAuth.parse(settings.text(Setting.REQUIRE_AUTH).orElse("")));
  }

  private static void unsupported(Settings settings) {
    Optional<Given> compression = settings.given(Setting.SSLCOMPRESSION);
    if (compression.isPresent() && !compression.get().text().equals("0")) {
      throw compression.get().refuse(Setting.SSLCOMPRESSION, "is not supported; only 0 is");
    }
    Optional<Given> gss = settings.given(Setting.GSSENCMODE);
    if (gss.isPresent() && !List.of("disable", "prefer").contains(gss.get().text())) {
      throw gss.get()
          .refuse(Setting.GSSENCMODE, "is not supported; only \"disable\" and \"prefer\" are");
    }
  }

  private static TlsVersion version(Settings settings, Setting setting, TlsVersion otherwise) {
    Optional<String> text = settings.text(setting);
    if (text.isEmpty()) {
      return otherwise;
    }
    return switch (text.get().toLowerCase(Locale.ROOT)) {
      case "tlsv1.2" -> TlsVersion.TLS_1_2;
      case "tlsv1.3" -> TlsVersion.TLS_1_3;
      case "tlsv1", "tlsv1.1" ->
          throw settings.refuse(setting, "is too old for the JDK; use TLSv1.2 or TLSv1.3");
      default -> throw settings.refuse(setting, "is not one of TLSv1.2, TLSv1.3");
    };
  }
}
