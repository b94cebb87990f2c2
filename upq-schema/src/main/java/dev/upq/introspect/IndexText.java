// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

/** An index as a line. Stateless. */
final class IndexText {

  private IndexText() {}

  static Words of(Index index) {
    return new Words()
        .addIf(index.unique(), "unique")
        .add(index.method())
        .add("(" + Words.listed(index.keys().stream().map(IndexText::key).toList()) + ")")
        .add("include", Words.names(index.include()))
        .addIf(index.nullsNotDistinct(), "nulls not distinct")
        .add("with", index.options())
        .add("where", index.predicate())
        .add("part of", index.parent())
        .addIf(index.clustered(), "clustered")
        .addIf(index.replicaIdentity(), "replica identity")
        .addIf(!index.live(), "being dropped")
        .addIf(!index.ready(), "not ready")
        .addIf(!index.valid(), "invalid")
        .comment(index.comment());
  }

  static String key(Index.Key key) {
    Words text =
        new Words()
            .add(key.column().map(QualifiedName::shown).or(key::expression).orElse("?"))
            .add("collate", key.collation())
            .add(key.operatorClass().map(String::valueOf).orElse(""))
            .addIf(key.descending(), "desc");
    if (key.nullsFirst() != key.descending()) {
      text.add(key.nullsFirst() ? "nulls first" : "nulls last");
    }
    return text.toString();
  }
}
