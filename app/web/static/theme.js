"use strict";(()=>{var t=localStorage.getItem("nnx-judge/theme"),a=new URLSearchParams(location.search).get("theme"),e=a??t;(e==="light"||e==="dark")&&(document.documentElement.dataset.theme=e);})();
