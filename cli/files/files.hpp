#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

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

/// What a file is to hold.
struct File {
    std::filesystem::path path;
    std::string text;
};

/// Writes each text to a temporary file beside its path, and when all are written renames them over their paths in the
/// order given, so that a reader sees the old content of a file or all of the new one, and a text that cannot be written
/// leaves every file as it was. Missing parent directories are created. A symbolic link stays, and what it leads to is
/// written. Pipes and devices are written into before anything is renamed, the standard streams in turn with what is
/// printed. Throws InputError, and leaves no temporary file behind, when a directory or a file cannot be written.
void write_files_atomically(const std::vector<File>& files);
/// A single one.
void write_file_atomically(const std::filesystem::path& path, std::string text);

}  // namespace aimcert::cli
