// A process that follows a feed until it is killed: `consumer_probe SOCKET SCHEMA PASSWORD FEED_ADDRESS`.
// The consumer's test kills it in the middle of its work.

#include <unistd.h>

#include <cstdio>

#include "chassis/outbox/applied.h"
#include "chassis/outbox/consumer.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fprintf(stderr, "usage: consumer_probe SOCKET SCHEMA PASSWORD FEED_ADDRESS\n");
    return 2;
  }
  duaal::sql::InitDriver();
  duaal::sql::DatabaseOptions database;
  database.socket = argv[1];
  database.schema = argv[2];
  database.user = argv[2];
  database.password = argv[3];
  database.pool_size = 2;
  duaal::sql::Database db(database);
  duaal::outbox::ConsumerOptions options;
  options.feed = "owner";
  options.channel = grpc::CreateChannel(argv[4], grpc::InsecureChannelCredentials());
  options.batch_events = 20;
  duaal::outbox::Consumer consumer(db, options, duaal::outbox::ApplyToTable);
  consumer.Start();
  // Ends with the test's process, should that die first.
  while (getppid() != 1) usleep(50'000);
  return 0;
}
