import { hash } from './hash.ts';

/**
 * 250 geographic area codes of the North American Numbering Plan. With the exchange 555, which belongs to no
 * subscribers, they make numbers that every check accepts and that have no subscriber.
 */
const AREA_CODES = [
  '201 202 203 205 206 207 208 209 210 212 213 214 215 216 217 218 219 220 223 224 225 227 228 229 231',
  '234 239 240 248 251 252 253 254 256 260 262 267 269 270 272 274 276 279 281 283 301 302 303 304 305',
  '307 308 309 310 312 313 314 315 316 317 318 319 320 321 323 325 326 327 330 331 332 334 336 337 339',
  '341 346 347 350 351 352 360 361 363 364 369 380 385 386 401 402 404 405 406 407 408 409 410 412 413',
  '414 415 417 419 423 424 425 430 432 434 435 440 442 443 445 447 448 458 463 464 469 470 472 475 478',
  '479 480 484 501 502 503 504 505 507 508 509 510 512 513 515 516 517 518 520 530 531 534 539 540 541',
  '551 557 559 561 562 563 564 567 570 571 572 573 574 575 580 582 585 586 601 602 603 605 606 607 608',
  '609 610 612 614 615 616 617 618 619 620 623 626 628 629 630 631 636 640 641 645 646 650 651 656 657',
  '659 660 661 662 667 669 678 680 681 682 686 689 701 702 703 704 706 707 708 712 713 714 715 716 717',
  '718 719 720 724 725 726 727 728 730 731 732 734 737 740 743 747 754 757 760 762 763 765 769 770 771',
].flatMap((line) => line.split(' '));

/** Line numbers 2000 to 9999: below lie the ones that telephone companies use themselves. */
const LINES_PER_AREA_CODE = 8000;
/** Shares no factor with {@link MAX_PEOPLE}, so that counting up in steps of it meets every slot once. */
const STEP = 1_234_567;

/** The most people that one population can have: there are no more numbers. */
export const MAX_PEOPLE: number = AREA_CODES.length * LINES_PER_AREA_CODE;

/** @returns a phone number in E.164; two indices below {@link MAX_PEOPLE} never have the same one. */
export function syntheticPhone(seed: number, index: number): string {
  const slot = (index * STEP + (hash(seed, 0, 0) % MAX_PEOPLE)) % MAX_PEOPLE;
  const areaCode = AREA_CODES[Math.floor(slot / LINES_PER_AREA_CODE)] ?? '';
  return `+1${areaCode}555${2000 + (slot % LINES_PER_AREA_CODE)}`;
}
