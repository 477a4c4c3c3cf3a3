#ifndef TRAJECTORY_SVC_PLANNER_PROOF_CUTS_H_
#define TRAJECTORY_SVC_PLANNER_PROOF_CUTS_H_

#include <vector>

#include "trajectory-svc/planner/proof_lp.h"

// Rows that shares of weeks break and whole weeks keep. Inside of ProveBest.
namespace duaal::planner {

// Adds at most `most` rows, those most broken first, and returns how many. Each is half the sum of some rows,
// rounded down on both sides: where what these hold together is odd, whole weeks leave half a seat unused
// that shares of weeks fill. Which rows make such a sum is found by eliminating modulo two.
int AddHalfCuts(ProofLp* lp, int most);
// Adds half the sum of these rows.
void AddHalfCut(const std::vector<int>& rows, ProofLp* lp);

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_PROOF_CUTS_H_
