#include "cli/training/training_in.hpp"

namespace aimcert::cli {
template RunResult train<double>(const Configuration&, double, const std::function<void(int)>&);
}
