"""From an uploaded file to a video: looked into and encoded apart, stored, released (docs/video.md)."""
