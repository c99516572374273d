"""From an uploaded file to a video: looked into and encoded apart, and stored (docs/how-it-works/video.md)."""
