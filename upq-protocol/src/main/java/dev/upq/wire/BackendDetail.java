// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.fault.Diagnostic;
import java.util.List;
import java.util.stream.Collectors;

/** What stands behind a server message's name in a {@link Transcript}. Stateless. */
final class BackendDetail {

  private BackendDetail() {}

  static String of(BackendMessage message) {
    return switch (message) {
      case Authentication authentication -> authentication(authentication);
      case BackendKeyData key -> key.processId() + " " + key.secretKey();
      case BindComplete complete -> "";
      case CloseComplete complete -> "";
      case CommandComplete complete -> Printable.quoted(complete.tag());
      case CopyBothResponse copy -> copy(copy.overallFormat(), copy.columnFormats());
      case CopyData data -> Printable.value(data.data());
      case CopyDone done -> "";
      case CopyInResponse copy -> copy(copy.overallFormat(), copy.columnFormats());
      case CopyOutResponse copy -> copy(copy.overallFormat(), copy.columnFormats());
      case DataRow row -> Printable.values(row.values());
      case EmptyQueryResponse empty -> "";
      case ErrorResponse error -> diagnostic(error.diagnostic());
      case NegotiateProtocolVersion negotiate ->
          "3." + negotiate.newestMinor() + " " + strings(negotiate.unrecognizedOptions());
      case NoData none -> "";
      case NoticeResponse notice -> diagnostic(notice.diagnostic());
      case NotificationResponse event ->
          event.processId()
              + " "
              + Printable.quoted(event.channel())
              + " "
              + Printable.quoted(event.payload());
      case ParameterDescription description -> Printable.oids(description.typeOids());
      case ParameterStatus status ->
          Printable.quoted(status.name()) + " " + Printable.quoted(status.value());
      case ParseComplete complete -> "";
      case PortalSuspended suspended -> "";
      case ReadyForQuery ready -> String.valueOf(ready.status().code());
      case RowDescription description -> fields(description.fields());
    };
  }

  private static String authentication(Authentication authentication) {
    return switch (authentication) {
      case AuthenticationOk ok -> "";
      case AuthenticationCleartextPassword cleartext -> "";
      case AuthenticationMD5Password md5 -> "(4 bytes)";
      case AuthenticationSASL sasl -> strings(sasl.mechanisms());
      case AuthenticationSASLContinue challenge -> challenge.data().toString();
      case AuthenticationSASLFinal outcome -> outcome.data().toString();
      case AuthenticationUnsupported unsupported -> String.valueOf(unsupported.code());
    };
  }

  private static String copy(int overallFormat, List<Integer> columnFormats) {
    return Printable.format(Format.decode(overallFormat))
        + " "
        + Printable.formats(columnFormats.stream().map(Format::decode).toList());
  }

  private static String strings(List<String> strings) {
    return strings.stream().map(Printable::quoted).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String fields(List<Field> fields) {
    return fields.stream()
        .map(
            field ->
                Printable.quoted(field.name())
                    + " "
                    + Integer.toUnsignedString(field.typeOid())
                    + " "
                    + Printable.format(field.format()))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** All fields but file and line, which change with every release of the server. */
  private static String diagnostic(Diagnostic report) {
    return Diagnostics.inOrder(report)
        .filter(type -> type != 'F' && type != 'L')
        .map(type -> Printable.type(type) + "=" + Printable.quoted(report.field(type).orElse("")))
        .collect(Collectors.joining(" "));
  }
}
