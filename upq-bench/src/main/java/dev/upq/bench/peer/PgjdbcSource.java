// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.peer;

import dev.upq.bench.work.Target;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** pgjdbc's connections, set up to be fast. Stateless. */
final class PgjdbcSource {

  private PgjdbcSource() {}

  static DataSource of(Target target) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {target.host()});
    source.setPortNumbers(new int[] {target.port()});
    source.setDatabaseName(target.database());
    source.setUser(target.user());
    source.setPassword(target.password());
    source.setSslMode("disable");
    source.setGssEncMode("disable");
    source.setPrepareThreshold(1);
    source.setReWriteBatchedInserts(true);
    source.setAssumeMinServerVersion("14");
    source.setApplicationName("upq bench");
    return source;
  }
}
