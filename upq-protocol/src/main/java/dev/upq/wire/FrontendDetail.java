// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

/** What stands behind a client message's name in a {@link Transcript}. Stateless. */
final class FrontendDetail {

  private FrontendDetail() {}

  static String of(FrontendMessage message) {
    return switch (message) {
      case Bind bind -> bind(bind);
      case CancelRequest cancel -> cancel.processId() + " " + cancel.secretKey();
      case Close close -> close.target() + " " + Printable.quoted(close.name());
      case CopyData data -> Printable.value(data.data());
      case CopyDone done -> "";
      case CopyFail fail -> Printable.quoted(fail.reason());
      case Describe describe -> describe.target() + " " + Printable.quoted(describe.name());
      case Execute execute -> Printable.quoted(execute.portal()) + " " + execute.maxRows();
      case Flush flush -> "";
      case GssEncRequest request -> "";
      case Parse parse ->
          Printable.quoted(parse.statement())
              + " "
              + Printable.quoted(parse.sql())
              + " "
              + Printable.oids(parse.parameterTypes());
      case PasswordMessage password -> "(hidden)";
      case PasswordOrSasl secret -> secret.body().toString();
      case Query query -> Printable.quoted(query.sql());
      case SASLInitialResponse response ->
          Printable.quoted(response.mechanism()) + " " + response.response();
      case SASLResponse response -> response.data().toString();
      case SslRequest request -> "";
      case StartupMessage startup -> startup(startup);
      case Sync sync -> "";
      case Terminate terminate -> "";
    };
  }

  private static String bind(Bind bind) {
    return Printable.quoted(bind.portal())
        + " "
        + Printable.quoted(bind.statement())
        + " "
        + Printable.formats(bind.parameterFormats())
        + " "
        + Printable.values(bind.values())
        + " "
        + Printable.formats(bind.resultFormats());
  }

  private static String startup(StartupMessage startup) {
    StringBuilder out = new StringBuilder();
    out.append(startup.majorVersion()).append('.').append(startup.minorVersion());
    startup
        .parameters()
        .forEach(
            (name, value) ->
                out.append(' ')
                    .append(Printable.name(name))
                    .append('=')
                    .append(Printable.quoted(value)));
    return out.toString();
  }
}
