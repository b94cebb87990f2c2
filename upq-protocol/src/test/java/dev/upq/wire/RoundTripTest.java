// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.bytes.ByteReader;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoundTripTest {

  private static final int ROUNDS = 500;

  @Test
  void everyBackendMessageIsReadAsItWasWritten() {
    RandomMessages messages = new RandomMessages(1);
    for (int round = 0; round < ROUNDS; round++) {
      for (BackendMessage message : messages.backend()) {
        byte[] frame = RandomMessages.frame(message);
        assertThat((char) frame[0]).isEqualTo(message.type());
        assertThat(new ByteReader(frame, 1, 5).int4()).isEqualTo(frame.length - 1);
        BackendMessage read = RandomMessages.backend(frame, frame.length);
        assertThat(read).isEqualTo(message).hasSameHashCodeAs(message);
        assertThat(RandomMessages.frame(read)).isEqualTo(frame);
      }
    }
  }

  @Test
  void everyTypedFrontendMessageIsReadAsItWasWritten() {
    RandomMessages messages = new RandomMessages(2);
    for (int round = 0; round < ROUNDS; round++) {
      for (FrontendMessage message : messages.frontend()) {
        byte[] frame = RandomMessages.frame(message);
        assertThat(new ByteReader(frame, 1, 5).int4()).isEqualTo(frame.length - 1);
        FrontendMessage read = RandomMessages.frontend(frame, frame.length);
        assertThat(read).isEqualTo(message).hasSameHashCodeAs(message);
        assertThat(RandomMessages.frame(read)).isEqualTo(frame);
      }
    }
  }

  @Test
  void everyStartupMessageIsReadAsItWasWritten() {
    RandomMessages messages = new RandomMessages(3);
    for (int round = 0; round < ROUNDS; round++) {
      for (FrontendMessage message : messages.startup()) {
        byte[] frame = RandomMessages.frame(message);
        assertThat(new ByteReader(frame, 0, 4).int4()).isEqualTo(frame.length);
        FrontendMessage read = RandomMessages.startup(frame, frame.length);
        assertThat(read).isEqualTo(message);
        assertThat(RandomMessages.frame(read)).isEqualTo(frame);
      }
    }
  }

  @Test
  void passwordAndSaslMessagesAreReadAsWhatWasAskedFor() {
    RandomMessages messages = new RandomMessages(4);
    for (int round = 0; round < ROUNDS; round++) {
      PasswordMessage password = new PasswordMessage(messages.text());
      SASLInitialResponse first = new SASLInitialResponse(messages.text(), messages.octets(30));
      SASLResponse response = new SASLResponse(messages.octets(30));
      assertThat(raw(password).asPassword()).isEqualTo(password);
      assertThat(raw(first).asSaslInitialResponse()).isEqualTo(first);
      assertThat(raw(response).asSaslResponse()).isEqualTo(response);
    }
  }

  private static PasswordOrSasl raw(FrontendMessage message) {
    byte[] frame = RandomMessages.frame(message);
    return (PasswordOrSasl) RandomMessages.frontend(frame, frame.length);
  }

  @Test
  void aSaslResponseWithoutDataIsReadAsAnEmptyOne() {
    Octets body = Octets.of((byte) 'X', (byte) 0, (byte) -1, (byte) -1, (byte) -1, (byte) -1);
    assertThat(new PasswordOrSasl(body).asSaslInitialResponse())
        .isEqualTo(new SASLInitialResponse("X", Octets.EMPTY));
  }

  @Test
  void theGeneratorKnowsEveryKindOfMessage() {
    RandomMessages messages = new RandomMessages(5);
    Set<Class<?>> made = new HashSet<>();
    messages.backend().forEach(message -> made.add(message.getClass()));
    messages.frontend().forEach(message -> made.add(message.getClass()));
    messages.startup().forEach(message -> made.add(message.getClass()));
    made.add(PasswordMessage.class);
    made.add(SASLInitialResponse.class);
    made.add(SASLResponse.class);
    Set<Class<?>> all = new HashSet<>();
    leaves(BackendMessage.class, all);
    leaves(FrontendMessage.class, all);
    assertThat(made).isEqualTo(all);
  }

  private static void leaves(Class<?> type, Set<Class<?>> into) {
    if (type.isSealed()) {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        leaves(permitted, into);
      }
    } else {
      into.add(type);
    }
  }
}
