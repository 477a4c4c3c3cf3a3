#ifndef REPORTING_SVC_RPC_FIGURE_RPC_H_
#define REPORTING_SVC_RPC_FIGURE_RPC_H_

#include <functional>
#include <vector>

#include "chassis/outbox/consumer.h"
#include "chassis/rpc/server.h"
#include "chassis/sql/database.h"

namespace duaal::reporting::rpc {

// Registers FigureService. `feeds` tells how far each followed feed is.
void RegisterFigureService(duaal::rpc::Server& server, sql::Database& db,
                           std::function<std::vector<outbox::ConsumerState>()> feeds);

}  // namespace duaal::reporting::rpc

#endif  // REPORTING_SVC_RPC_FIGURE_RPC_H_
