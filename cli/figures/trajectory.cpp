#include "cli/figures/trajectory.hpp"

#include <cmath>

namespace aimcert::cli {

int plateau_start(int steps, double share) {
    const int length = static_cast<int>(std::ceil(share * steps));
    return steps - std::min(std::max(length, 1), steps);
}

}  // namespace aimcert::cli
