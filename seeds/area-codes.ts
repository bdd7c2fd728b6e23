/** Area codes of the US, a line a state, the shop's own and its neighbors first. */
const BY_STATE = `
NY 212 315 332 347 516 518 585 607 631 646 680 716 718 838 845 914 917 929 934
NJ 201 551 609 640 732 848 856 862 908 973
CT 203 475 860 959
PA 215 223 267 272 412 445 484 570 582 610 717 724 814 878
MA 339 351 413 508 617 774 781 857 978
RI 401
VT 802
NH 603
ME 207
DE 302
MD 240 301 410 443 667
DC 202
VA 276 434 540 571 703 757 804
WV 304 681
OH 216 220 234 330 380 419 440 513 567 614 740 937
NC 252 336 704 743 828 910 919 980 984
SC 803 843 854 864
GA 229 404 470 478 678 706 762 770 912
FL 239 305 321 352 386 407 561 689 727 754 772 786 813 850 863 904 941 954
MI 231 248 269 313 517 586 616 734 810 906 947 989
IN 219 260 317 463 574 765 812 930
IL 217 224 309 312 331 618 630 708 773 779 815 847 872
WI 262 414 534 608 715 920
TN 423 615 629 731 865 901 931
KY 270 364 502 606 859
MN 218 320 507 612 651 763 952
MO 314 417 573 636 660 816
TX 210 214 254 281 325 346 361 409 430 432 469 512 682 713 737 806 817 830 832 903 915 936 940 956 972 979
CO 303 719 720 970
AZ 480 520 602 623 928
CA 209 213 310 323 408 415 424 442 510 530 559 562 619 626 628 650 657 661 669 707 714 747 760 805 818 831 858 909 916 925 949 951
WA 206 253 360 425 509 564`;

/** Those of the people that a demonstration calls as: their numbers are theirs alone. */
const KEPT_FREE: ReadonlySet<string> = new Set(['+12125550142', '+17185550117']);

/**
 * Every number that may be given to a customer, E.164. 555-0100 to 555-0199 belong to nobody, in any area (NANPA), so that nobody is ever dialed
 * by mistake. An area has but a hundred of them: most customers have brought theirs from elsewhere, as people do who keep a number when they move.
 */
export const FICTIONAL_NUMBERS: readonly string[] = BY_STATE.trim()
  .split('\n')
  .flatMap((line) => line.split(' ').slice(1))
  .flatMap((area) => Array.from({ length: 100 }, (_, line) => `+1${area}55501${String(line).padStart(2, '0')}`))
  .filter((number) => !KEPT_FREE.has(number));
