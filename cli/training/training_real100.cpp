#include "cli/training/training_in.hpp"

namespace aimcert::cli {
template RunResult train<Real100>(const Configuration&, double, const std::function<void(int)>&);
}
