"""The only codecs that may be opened, those of cameras and recorders: leaving out others reduces the attack surface."""

VIDEO_CODECS = (
    "h264,hevc,av1,libdav1d,vp8,vp9,libvpx-vp9,mpeg4,mpeg2video,mpeg1video,prores,dnxhd,mjpeg,wmv3,vc1,"
    "msmpeg4v3,wmv2,flv,theora,h263,qtrle,cfhd"
)
AUDIO_CODECS = (
    "aac,mp3,mp3float,mp2,mp2float,ac3,eac3,opus,libopus,vorbis,flac,alac,wmav2,wmapro,pcm_s16le,pcm_s16be,"
    "pcm_s24le,pcm_s24be,pcm_s32le,pcm_f32le,pcm_mulaw,pcm_alaw,adpcm_ima_wav"
)
