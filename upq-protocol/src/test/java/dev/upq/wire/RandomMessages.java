// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.fault.Diagnostic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Messages with random content from a seed: one of each kind a round. One thread at a time. */
final class RandomMessages {

  private final SplittableRandom random;

  RandomMessages(long seed) {
    System.out.println("RandomMessages seed " + seed);
    this.random = new SplittableRandom(seed);
  }

  /** One message of each kind that a server sends. */
  List<BackendMessage> backend() {
    return List.of(
        new AuthenticationOk(),
        new AuthenticationCleartextPassword(),
        new AuthenticationMD5Password(random.nextInt()),
        new AuthenticationSASL(list(4, () -> "m" + text())),
        new AuthenticationSASLContinue(octets(40)),
        new AuthenticationSASLFinal(octets(40)),
        new AuthenticationUnsupported(random.nextInt(13, Integer.MAX_VALUE)),
        new BackendKeyData(random.nextInt(), octets(256)),
        new BindComplete(),
        new CloseComplete(),
        new CommandComplete(text()),
        new CopyBothResponse(random.nextInt(2), list(5, () -> random.nextInt(2))),
        CopyData.of(octets(100)),
        new CopyDone(),
        new CopyInResponse(random.nextInt(2), list(5, () -> random.nextInt(2))),
        new CopyOutResponse(random.nextInt(2), list(5, () -> random.nextInt(2))),
        DataRow.of(values()),
        new EmptyQueryResponse(),
        new ErrorResponse(diagnostic()),
        new NegotiateProtocolVersion(random.nextInt(65_536), list(4, this::text)),
        new NoData(),
        new NoticeResponse(diagnostic()),
        new NotificationResponse(random.nextInt(), text(), text()),
        new ParameterDescription(list(9, random::nextInt)),
        new ParameterStatus(text(), text()),
        new ParseComplete(),
        new PortalSuspended(),
        new ReadyForQuery(TransactionStatus.values()[random.nextInt(3)]),
        new RowDescription(list(6, this::field)));
  }

  /**
   * One message of each typed kind that a client sends; those of type {@code 'p'} as the server
   * reads them.
   */
  List<FrontendMessage> frontend() {
    List<Octets> values = values();
    return List.of(
        new Bind(text(), text(), formats(values.size()), values, formats(values.size())),
        new Close(Target.values()[random.nextInt(2)], text()),
        CopyData.of(octets(100)),
        new CopyDone(),
        new CopyFail(text()),
        new Describe(Target.values()[random.nextInt(2)], text()),
        new Execute(text(), random.nextInt()),
        new Flush(),
        new Parse(text(), text(), list(9, random::nextInt)),
        new PasswordOrSasl(octets(60)),
        new Query(text()),
        new Sync(),
        new Terminate());
  }

  /** One message of each kind that has no type byte. */
  List<FrontendMessage> startup() {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      parameters.put("k" + text(), text());
    }
    return List.of(
        new StartupMessage(3, random.nextInt(65_536), parameters),
        new SslRequest(),
        new GssEncRequest(),
        new CancelRequest(random.nextInt(), octets(256)));
  }

  static byte[] frame(BackendMessage message) {
    ByteWriter out = new ByteWriter();
    message.encode(out);
    return out.toByteArray();
  }

  static byte[] frame(FrontendMessage message) {
    ByteWriter out = new ByteWriter();
    message.encode(out);
    return out.toByteArray();
  }

  /** Checks the header of a typed frame and decodes what stands behind it up to {@code to}. */
  static BackendMessage backend(byte[] frame, int to) {
    return BackendMessage.decode(frame[0], new ByteReader(frame, 5, to));
  }

  static FrontendMessage frontend(byte[] frame, int to) {
    return FrontendMessage.decode(frame[0], new ByteReader(frame, 5, to));
  }

  static FrontendMessage startup(byte[] frame, int to) {
    return FrontendMessage.decodeStartup(new ByteReader(frame, 4, to));
  }

  /** Text of every kind of code point, without U+0000 and lone surrogates, sometimes empty. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      int point = random.nextInt(1, 1 << random.nextInt(1, 21));
      text.appendCodePoint(point >= 0xd800 && point <= 0xdfff ? 0xfffd : point);
    }
    return text.toString();
  }

  Octets octets(int most) {
    byte[] bytes = new byte[random.nextInt(most + 1)];
    random.nextBytes(bytes);
    return Octets.of(bytes);
  }

  private List<Octets> values() {
    List<Octets> values = new ArrayList<>();
    for (int i = random.nextInt(8); i > 0; i--) {
      values.add(random.nextInt(4) == 0 ? null : octets(20));
    }
    return values;
  }

  private List<Format> formats(int count) {
    int size = random.nextInt(3) == 0 ? count : random.nextInt(2);
    List<Format> formats = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      formats.add(Format.values()[random.nextInt(2)]);
    }
    return formats;
  }

  private Field field() {
    return new Field(
        text(),
        random.nextInt(),
        random.nextInt(-32_768, 32_768),
        random.nextInt(),
        random.nextInt(-32_768, 32_768),
        random.nextInt(),
        Format.values()[random.nextInt(2)]);
  }

  private Diagnostic diagnostic() {
    Map<Character, String> fields = new HashMap<>();
    for (int i = random.nextInt(10); i > 0; i--) {
      fields.put((char) random.nextInt(1, 256), text());
    }
    return new Diagnostic(fields);
  }

  private <T> List<T> list(int most, Supplier<T> each) {
    List<T> list = new ArrayList<>();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      list.add(each.get());
    }
    return list;
  }
}
