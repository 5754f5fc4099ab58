#pragma once

#include "cli/report/figure.hpp"

namespace aimcert::cli {

/// The three schedules cycle by cycle, `stages` stages and `micro_batches` micro-batches to a mini-batch, for the time
/// that the synchronous pipeline takes for two mini-batches.
Figure timeline_figure(int stages, int micro_batches);

/// Speed-up of the three schedules over no pipeline, for mini-batches of 1, 2, 4, ... micro-batches.
Figure speedup_figure(int stages);

}  // namespace aimcert::cli
