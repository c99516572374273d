"""From an uploaded file to a video: probed and encoded in a sandbox, and stored (docs/how-it-works/video.md)."""
