#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

namespace aimcert::cli {

/// Input that the program cannot work with. The message is one line: "FILE: KEY: expected ..., found ...".
/// The program prints it after "aimcert: " and exits with status 2.
struct InputError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The whole file as bytes. Throws InputError when it is missing, a directory or unreadable.
std::string read_file(const std::filesystem::path& path);

/// For the beginning of a long work: throws InputError unless files can be written into the directory of its results, which
/// may be missing. Creates nothing. An empty path is a result that nobody asked for.
void require_writable_directory(const std::filesystem::path& directory);
/// Likewise for a single file.
void require_writable_file(const std::filesystem::path& file);

/// Writes `text` to a temporary file beside `path` and renames it over `path`, so that a reader sees the old content or
/// all of the new one. Missing parent directories are created. A symbolic link stays, and what it leads to is written.
/// Pipes and devices are written into, standard output in turn with what is printed. Throws InputError, and leaves no
/// temporary file behind, when the directory or the file cannot be written.
void write_file_atomically(const std::filesystem::path& path, std::string_view text);

}  // namespace aimcert::cli
