#include "cli/progress_bar.hpp"

#include "cli/terminal.hpp"

#include <fmt/core.h>

#include <cstdio>

namespace aimcert::cli {

ProgressBar::ProgressBar(std::size_t parts) : shown_(is_terminal(stderr)), parts_(parts) {}

void ProgressBar::start(std::string name, std::size_t part) {
    name_ = std::move(name);
    part_ = part;
    show(0, 1);
}

void ProgressBar::show(int done, int total) {
    if (!shown_) return;
    const std::scoped_lock lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    if (done != total && now - last_ < std::chrono::milliseconds(80)) return;
    last_ = now;
    constexpr std::size_t width = 24;
    const double share = (static_cast<double>(part_) + static_cast<double>(done) / total) / static_cast<double>(parts_);
    const auto filled = static_cast<std::size_t>(share * static_cast<double>(width));
    fmt::print(stderr, "\r\x1b[K[{}{}] {:3.0f} %  {}", std::string(filled, '#'), std::string(width - filled, '.'),
               100 * share, name_);
    std::fflush(stderr);
}

void ProgressBar::clear() {
    if (!shown_) return;
    fmt::print(stderr, "\r\x1b[K");
    std::fflush(stderr);
}

}  // namespace aimcert::cli
