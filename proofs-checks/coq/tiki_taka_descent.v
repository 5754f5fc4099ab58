(** Claim      f(W') <= f(W) - (αC/2)|g|² - (1/(2αC) - L/2)|dW|² + (α/C)|P-Cg|² + (αr²/C)|P|² for every C > 0; with C =
               τ√D/σ the last term is (ασr²/(τ√D))|P|²
    Source     EX Lemma 8, its last term corrected
    Assumes    one asymmetric linear device, symmetric point 0, |W|_inf <= rτ, τ > 0; W' = U(W, -αP), dW = W'-W, α > 0;
               f(y) <= f(x) + <∇f(x), y-x> + (L/2)|y-x|² for all x, y; g = ∇f(W)
    Corrected  tiki_taka_descent
    Derived    tiki_taka_descent_derived: for r <= 1, L >= 0, d_i = 1 + sgn(P_i)W_i/τ, f(W') <= f(W) - (αC(1-r)/2)|g|² -
               (α/(2C))(1-αCL(1+r)) Σ d_i P_i² + (α(1+r)/(2C))|P-Cg|²
    Fails      tiki_taka_descent_published_fails: with α|P|² as last term, C = τ√D/σ: D = 1, τ = L = α = W = 1, W* =
               0, σ = 4, P = 1/2 *)

From Coq Require Import Reals Lra Lia Psatz.
From Aimcert Require Import Sums Norms Device Smoothness GeneralResponse.
Local Open Scope R_scope.

Section Descent.
  Variables (n : nat) (L : R) (f : vector -> R) (grad : vector -> vector).
  Hypothesis Hf : quadratic_bound n L f grad.
  Variables (tau alpha C r : R) (w P : vector).
  Hypotheses (Halpha : 0 < alpha) (HC : 0 < C).
  Hypothesis Hw : forall i, (i < n)%nat -> Rabs (w i / tau) <= r.

  Let w' := step (ald tau) w (scale (- alpha) P).
  Let dw := sub w' w.
  Let g := grad w.

  (** dW = -α(P + |P|⊙W/τ). *)
  Lemma move i : dw i = - alpha * (P i + Rabs (P i) * (w i / tau)).
  Proof.
    unfold dw, w', sub, scale. rewrite ald_step, Rabs_mult, (Rabs_left (- alpha)) by lra. ring.
  Qed.

  Theorem tiki_taka_descent :
    f w' <= f w - alpha * C / 2 * norm_sq n g - (1 / (2 * alpha * C) - L / 2) * norm_sq n dw
            + alpha / C * norm_sq n (sub P (scale C g)) + alpha * r^2 / C * norm_sq n P.
  Proof.
    eapply Rle_trans; [apply (Hf w w')|]. fold g dw.
    enough (dot n g dw <= - (alpha * C / 2) * norm_sq n g - 1 / (2 * alpha * C) * norm_sq n dw
                          + alpha / C * norm_sq n (sub P (scale C g)) + alpha * r^2 / C * norm_sq n P) by lra.
    unfold dot, norm_sq. rewrite <- !sum_of_scal, <- sum_of_minus, <- !sum_of_plus. apply sum_of_le. intros i Hi.
    rewrite move. unfold sub, scale. specialize (Hw i Hi).
    set (om := w i / tau) in *. set (x := P i). set (y := g i).
    assert (Hom : om^2 <= r^2) by (rewrite <- (pow2_abs om); pose proof (Rabs_pos om); nra).
    assert (Hx : (Rabs x)^2 = x^2) by apply pow2_abs. set (a := Rabs x) in *.
    match goal with |- ?lhs <= ?rhs => replace rhs with
      (lhs + alpha / (2 * C) * ((x - C * y - a * om)^2 + 2 * (r^2 * x^2 - om^2 * a^2))) by (field; lra) end.
    assert (0 < alpha / (2 * C)) by (apply Rdiv_lt_0_compat; lra).
    assert (0 <= (x - C * y - a * om)^2 + 2 * (r^2 * x^2 - om^2 * a^2)).
    { pose proof (pow2_ge_0 (x - C * y - a * om)). rewrite Hx. pose proof (pow2_ge_0 x). nra. }
    nra.
  Qed.

  Hypothesis Hr : r <= 1.

  Theorem tiki_taka_descent_derived :
    0 <= L ->
    let d := fun i => 1 + (if Rle_dec 0 (P i) then 1 else -1) * (w i / tau) in
    f w' <= f w - alpha * C * (1 - r) / 2 * norm_sq n g
            - alpha / (2 * C) * (1 - alpha * C * L * (1 + r)) * weighted_sq n d P
            + alpha * (1 + r) / (2 * C) * norm_sq n (sub P (scale C g)).
  Proof.
    intros HL d. eapply Rle_trans; [apply (Hf w w')|]. fold g dw.
    enough (dot n g dw + L / 2 * norm_sq n dw
            <= - (alpha * C * (1 - r) / 2) * norm_sq n g
               - alpha / (2 * C) * (1 - alpha * C * L * (1 + r)) * weighted_sq n d P
               + alpha * (1 + r) / (2 * C) * norm_sq n (sub P (scale C g))) by lra.
    unfold dot, norm_sq, weighted_sq. rewrite <- !sum_of_scal, <- sum_of_minus, <- !sum_of_plus.
    apply sum_of_le. intros i Hi. rewrite move. unfold sub, scale, d. specialize (Hw i Hi). apply abs_between in Hw.
    assert (E : P i + Rabs (P i) * (w i / tau) = (1 + (if Rle_dec 0 (P i) then 1 else -1) * (w i / tau)) * P i).
    { destruct (Rle_dec 0 (P i)); [rewrite Rabs_pos_eq by easy|rewrite Rabs_left by lra]; ring. }
    rewrite E. set (e := 1 + (if Rle_dec 0 (P i) then 1 else -1) * (w i / tau)).
    assert (He : 1 - r <= e <= 1 + r) by (unfold e; destruct (Rle_dec 0 (P i)); lra). clearbody e. clear E.
    set (x := P i). set (y := g i).
    match goal with |- ?lhs <= ?rhs => replace rhs with
      (lhs + (alpha * C / 2 * (e - (1 - r)) * y^2 + alpha^2 * L / 2 * (e * (1 + r - e)) * x^2
              + alpha / (2 * C) * (1 + r - e) * (x - C * y)^2)) by (field; lra) end.
    assert (0 <= alpha * C / 2 * (e - (1 - r)) * y^2).
    { apply Rmult_le_pos; [|apply pow2_ge_0]. apply Rmult_le_pos; [|lra]. apply Rmult_le_pos; [nra|lra]. }
    assert (0 <= alpha^2 * L / 2 * (e * (1 + r - e)) * x^2).
    { apply Rmult_le_pos; [|apply pow2_ge_0]. apply Rmult_le_pos; [pose proof (pow2_ge_0 alpha); nra|nra]. }
    assert (0 <= alpha / (2 * C) * (1 + r - e) * (x - C * y)^2).
    { apply Rmult_le_pos; [|apply pow2_ge_0]. apply Rmult_le_pos; [left; apply Rdiv_lt_0_compat; lra|lra]. }
    lra.
  Qed.
End Descent.

Theorem tiki_taka_descent_published_fails :
  ~ (forall (n : nat) (L : R) (f : vector -> R) (grad : vector -> vector) (tau sigma alpha : R) (w P : vector),
       (0 < n)%nat -> 0 < L -> smooth n L f grad -> 0 < tau -> 0 < sigma -> 0 < alpha ->
       norm_inf n w <= tau -> norm_inf n P <= tau -> alpha * norm_inf n P <= tau ->
       let C := tau * sqrt (INR n) / sigma in
       let w' := step (ald tau) w (scale (- alpha) P) in
       f w' <= f w - alpha * C / 2 * norm_sq n (grad w) - (1 / (2 * alpha * C) - L / 2) * norm_sq n (sub w' w)
               + alpha / C * norm_sq n (sub P (scale C (grad w))) + alpha * norm_sq n P).
Proof.
  intros H. specialize (H 1%nat 1 (quadratic 1 0) (quadratic_gradient 1 0) 1 4 1 (fun _ => 1) (fun _ => / 2)).
  specialize (H ltac:(lia) ltac:(lra) (quadratic_smooth 1 0 ltac:(lra)) ltac:(lra) ltac:(lra) ltac:(lra)).
  unfold norm_inf, largest in H. rewrite !(Rabs_pos_eq 1), !(Rabs_pos_eq (/ 2)), !Rmax_right in H by lra.
  specialize (H ltac:(lra) ltac:(lra) ltac:(lra)). cbv zeta in H.
  unfold norm_sq, sub, quadratic, quadratic_gradient, scale in H. cbn [sum_of INR] in H.
  rewrite sqrt_1, ald_step, Rabs_left in H by lra. lra.
Qed.
